const r={"/soup":"Leek soup","/bread":"Rye bread"};function p(t){return t==="/"?Object.values(r).join(", "):r[t]??"No such recipe"}document.querySelector("#app").textContent=p(location.pathname);
